package dev.tidegate.daemon.options;

import dev.tidegate.pool.PoolSettings;
import java.util.Optional;

/**
 * The command line, with every default and bound applied; paths are as they were given.
 *
 * @param pool what the pool is told
 * @param daemon user, directories and files of the process
 * @param sockets where it listens
 * @param worker what workers are
 * @param log where it writes what happens
 */
public record Options(PoolSettings pool, Daemon daemon, Sockets sockets, Worker worker, Log log) {

  /**
   * User, directories and files of the process.
   *
   * @param user {@code -U}
   * @param spoolDirectory {@code -z}
   * @param pidFile {@code -p}, relative to the directory of the start
   * @param lockFile {@code -o} or made from the pid file's name, relative to the spool directory
   * @param foreground {@code -D}
   * @param groupAccess {@code -G}
   */
  public record Daemon(
      Optional<String> user,
      String spoolDirectory,
      Optional<String> pidFile,
      Optional<String> lockFile,
      boolean foreground,
      boolean groupAccess) {}

  /**
   * Where it listens; each as it was given, relative to the spool directory.
   *
   * @param command {@code -s}
   * @param unprivileged {@code -a}
   * @param map {@code -N}
   * @param notification {@code -O}
   * @param backlog {@code -I}, 5 to 200, or a default from the number of workers
   */
  public record Sockets(
      String command,
      Optional<String> unprivileged,
      Optional<String> map,
      Optional<String> notification,
      int backlog) {}

  /**
   * What workers are.
   *
   * @param program {@code -f}, absolute
   * @param rules {@code -F}
   * @param statusUpdates {@code -Z}
   * @param embedPerl {@code -E}
   * @param maxRssKib {@code -R}, 0 for no limit
   * @param maxMemoryKib {@code -M}, 0 for no limit
   */
  public record Worker(
      String program,
      Optional<String> rules,
      boolean statusUpdates,
      boolean embedPerl,
      long maxRssKib,
      long maxMemoryKib) {}

  /**
   * Where it writes what happens.
   *
   * @param facility {@code -S}
   * @param label {@code -Y}
   * @param statisticsFile {@code -t}, relative to the spool directory
   * @param statisticsToSyslog {@code -T}
   * @param flushStatistics {@code -u}
   * @param eventTrace {@code -d}
   */
  public record Log(
      Facility facility,
      String label,
      Optional<String> statisticsFile,
      boolean statisticsToSyslog,
      boolean flushStatistics,
      boolean eventTrace) {}
}
