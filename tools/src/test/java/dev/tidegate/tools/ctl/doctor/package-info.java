/** Tests of the doctor: facts in, findings out. */
@NullMarked
package dev.tidegate.tools.ctl.doctor;

import org.jspecify.annotations.NullMarked;
