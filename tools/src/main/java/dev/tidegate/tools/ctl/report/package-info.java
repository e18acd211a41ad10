/** What {@code stats} and {@code incidents} tell, for people. */
@org.jspecify.annotations.NullMarked
package dev.tidegate.tools.ctl.report;
