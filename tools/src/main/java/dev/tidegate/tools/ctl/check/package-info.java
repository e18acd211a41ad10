/** {@code tidegate ctl check}: one line and an exit status for Nagios and its kin. */
@org.jspecify.annotations.NullMarked
package dev.tidegate.tools.ctl.check;
