/** {@code tidegate ctl}: asks a multiplexor, and steers it; also by the name of md-mx-ctrl. */
@org.jspecify.annotations.NullMarked
package dev.tidegate.tools.ctl;
