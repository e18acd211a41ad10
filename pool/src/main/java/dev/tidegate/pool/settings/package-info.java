/**
 * The table of options and settings with their defaults and bounds, the settings in force, and the
 * parser of changes. A driver makes {@code PoolSettings} and reads the table.
 */
@NullMarked
package dev.tidegate.pool.settings;

import org.jspecify.annotations.NullMarked;
