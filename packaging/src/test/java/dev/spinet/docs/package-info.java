/**
 * The documentation as a test: every block of code in README.md, docs/ and examples/ is run, or is
 * on the list in docs/not-run.md with the reason why not.
 */
@org.jspecify.annotations.NullMarked
package dev.spinet.docs;
