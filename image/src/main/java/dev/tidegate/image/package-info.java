/** The assembling of the image: a runtime, the jars, and a cache of what a training run loaded. */
@org.jspecify.annotations.NullMarked
package dev.tidegate.image;
