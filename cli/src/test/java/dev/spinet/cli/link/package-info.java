/** Links that are made, and facts about chips. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.link;
