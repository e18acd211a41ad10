/** {@code tidegate ctl doctor}: looks at a multiplexor and its host, and says what to do. */
@org.jspecify.annotations.NullMarked
package dev.tidegate.tools.ctl.doctor;
