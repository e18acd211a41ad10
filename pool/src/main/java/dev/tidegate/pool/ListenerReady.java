package dev.tidegate.pool;

/**
 * The connection of a listener can take more output: the recorded form of {@link Pool#handle(long,
 * java.nio.ByteBuffer, Now)}.
 *
 * @param id of the listener's connection
 * @param room how many bytes the driver can take, 0 or more
 */
public record ListenerReady(long id, int room) implements PoolInput {}
