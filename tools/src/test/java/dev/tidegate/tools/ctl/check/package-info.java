/** Tests of the plugin: ranges, thresholds, what is weighed, and what is kept between looks. */
@NullMarked
package dev.tidegate.tools.ctl.check;

import org.jspecify.annotations.NullMarked;
