/** What runs inside the stage: the Java of the documentation, and what it is given. */
@org.jspecify.annotations.NullMarked
package dev.spinet.docs.stage;
