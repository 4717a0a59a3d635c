/** Looking at programs that run: stat and trace. */
@org.jspecify.annotations.NullMarked
package dev.spinet.cli.monitor;
