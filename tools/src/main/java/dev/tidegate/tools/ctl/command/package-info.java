/** What each command of {@code tidegate ctl} is made of, and the server that it asks. */
@org.jspecify.annotations.NullMarked
package dev.tidegate.tools.ctl.command;
