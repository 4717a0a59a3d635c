/** The one jar, and the files that make a service of it. */
@org.jspecify.annotations.NullMarked
package dev.spinet.packaging;
