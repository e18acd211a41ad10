/** {@code tidegate ctl watch}: runs a command again and again, and shows what has changed. */
@org.jspecify.annotations.NullMarked
package dev.tidegate.tools.ctl.watch;
