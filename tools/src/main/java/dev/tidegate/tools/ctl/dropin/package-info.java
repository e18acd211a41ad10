/** The program md-mx-ctrl: its options, commands, pictures and exit codes, byte for byte. */
@org.jspecify.annotations.NullMarked
package dev.tidegate.tools.ctl.dropin;
