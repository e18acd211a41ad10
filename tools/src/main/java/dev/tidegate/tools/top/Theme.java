package dev.tidegate.tools.top;

import java.time.ZoneId;

/**
 * What pictures are drawn with.
 *
 * @param several whether there are several hosts
 */
record Theme(Glyphs glyphs, ZoneId zone, boolean several) {}
