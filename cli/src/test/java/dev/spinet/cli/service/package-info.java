@org.jspecify.annotations.NullMarked
package dev.spinet.cli.service;
