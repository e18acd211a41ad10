package dev.tidegate.daemon.options;

import dev.tidegate.pool.settings.PoolSettings;
import java.util.Optional;

/**
 * Options of the command line, with defaults and bounds applied; paths are unchanged.
 *
 * @param pool settings of the pool
 * @param daemon user, directories and files of the process
 * @param sockets addresses of the sockets
 * @param worker program and limits of workers
 * @param log destinations of logs and statistics
 */
public record Options(PoolSettings pool, Daemon daemon, Sockets sockets, Worker worker, Log log) {

  /**
   * User, directories and files of the process.
   *
   * @param user {@code -U}
   * @param spoolDirectory {@code -z}
   * @param pidFile {@code -p}, relative to the initial working directory
   * @param lockFile {@code -o} or derived from the pid file's name, relative to the spool directory
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
   * Addresses of the sockets, unchanged; paths are relative to the spool directory.
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
   * Program and limits of workers.
   *
   * @param program {@code -f}, absolute
   * @param rules {@code -F}
   * @param statusUpdates {@code -Z}
   * @param embedPerl {@code -E}
   * @param preload {@code --preload}, absolute
   * @param probe {@code --probe}, empty for none
   * @param maxRssKib {@code -R}, in KiB, 0 for no limit
   * @param maxMemoryKib {@code -M}, in KiB, 0 for no limit
   */
  public record Worker(
      String program,
      Optional<String> rules,
      boolean statusUpdates,
      boolean embedPerl,
      Optional<String> preload,
      String probe,
      long maxRssKib,
      long maxMemoryKib) {}

  /**
   * Destinations of logs and statistics.
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
