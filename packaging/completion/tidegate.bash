# Completes the words of tidegate, in bash and in zsh: source this file, or copy it to
# /usr/share/bash-completion/completions/tidegate. Its lists are compared with the programs by a test,
# which also writes them: mvn test -pl tools -am -Dtest=CompletionTest -Dtidegate.completion.write=true

if [ -n "${ZSH_VERSION-}" ]; then
  autoload -U +X bashcompinit && bashcompinit
fi

# Prints the words that may follow a command.
_tidegate_words() {
  case $1 in
    '') echo 'ctl dashboard demo gate help listen multiplexor top version' ;;
    'ctl') echo '--help --json --socket ask autoscale barstatus busyworkers check doctor drain free histo hload hload-recipok hload-relayok hload-senderok incidents jsonload1 jsonstatus kill load load-recipok load-relayok load-senderok load1 msgs rawhload rawhload-recipok rawhload-relayok rawhload-senderok rawload rawload-recipok rawload-relayok rawload-senderok rawload1 rawstatus reread resume set stats status version watch workerinfo workers' ;;
    'ctl ask') echo '--help' ;;
    'ctl autoscale') echo '--help' ;;
    'ctl barstatus') echo '--help' ;;
    'ctl busyworkers') echo '--help' ;;
    'ctl check') echo '--critical --help --state --timeout --warning --window' ;;
    'ctl doctor') echo '--filter-timeout --help --no-filter --pid-file' ;;
    'ctl drain') echo '--help' ;;
    'ctl free') echo '--help' ;;
    'ctl histo') echo '--help' ;;
    'ctl hload') echo '--help' ;;
    'ctl hload-recipok') echo '--help' ;;
    'ctl hload-relayok') echo '--help' ;;
    'ctl hload-senderok') echo '--help' ;;
    'ctl incidents') echo '--help' ;;
    'ctl jsonload1') echo '--help' ;;
    'ctl jsonstatus') echo '--help' ;;
    'ctl kill') echo '--help' ;;
    'ctl load') echo '--help' ;;
    'ctl load-recipok') echo '--help' ;;
    'ctl load-relayok') echo '--help' ;;
    'ctl load-senderok') echo '--help' ;;
    'ctl load1') echo '--help' ;;
    'ctl msgs') echo '--help' ;;
    'ctl rawhload') echo '--help' ;;
    'ctl rawhload-recipok') echo '--help' ;;
    'ctl rawhload-relayok') echo '--help' ;;
    'ctl rawhload-senderok') echo '--help' ;;
    'ctl rawload') echo '--help' ;;
    'ctl rawload-recipok') echo '--help' ;;
    'ctl rawload-relayok') echo '--help' ;;
    'ctl rawload-senderok') echo '--help' ;;
    'ctl rawload1') echo '--help' ;;
    'ctl rawstatus') echo '--help' ;;
    'ctl reread') echo '--help --timeout' ;;
    'ctl resume') echo '--help' ;;
    'ctl set') echo '--help' ;;
    'ctl stats') echo '--help' ;;
    'ctl status') echo '--help' ;;
    'ctl version') echo '--help' ;;
    'ctl watch') echo '--help --interval --times' ;;
    'ctl workerinfo') echo '--help' ;;
    'ctl workers') echo '--help' ;;
    'dashboard') echo '--allow-actions --allow-remote --control --help --host-name --listen --to --token-file' ;;
    'demo') echo '--help --keep' ;;
    'gate') echo '--backend --close --close-after --command-timeout --control --drain --dry-run --exempt --from --grace --help --lease --least-weight --listen --max-closed --open --open-after --open-when --port --prolong --renew --shell --socket --table --to check hold-open resume status' ;;
    'gate check') echo '--backend --close --close-after --command-timeout --control --drain --exempt --from --grace --help --lease --least-weight --listen --max-closed --open --open-after --open-when --port --prolong --renew --shell --socket --table --to' ;;
    'gate hold-open') echo '--help --socket' ;;
    'gate resume') echo '--help --socket' ;;
    'gate status') echo '--help --socket' ;;
    'listen') echo '--by --color --control --format --heartbeat --help --on --on-timeout --once --quiet --shell --timeout --to --types --verbose --webhook --webhook-header --webhook-spool --webhook-spool-size --webhook-timeout --webhook-types' ;;
    'top') echo '--ascii --color --control --help --once --to' ;;
    'multiplexor') echo '--autoscale --backlog --busy-timeout --client-timeout --embed-perl --event-trace --filter-program --filter-rules --flush-statistics --foreground --group-access --help --idle-timeout --listener-events --listener-idle-close --listeners --lock-file --log-events --log-scheduling --map-clients --map-socket --max-lifetime --max-memory --max-requests --max-rss --max-workers --max-workers-limit --min-start-interval --min-workers --notify-socket --parallel-ticks --pid-file --preload --probe --queue-size --queue-timeout --recipok-per-domain --reread --seed --socket --spool-directory --start-interval --start-timeout --statistics-file --statistics-to-syslog --status-log-interval --status-updates --syslog-facility --syslog-label --tick-interval --timeout --timeout-map --timeout-other --timeout-recipok --timeout-relayok --timeout-scan --timeout-senderok --unprivileged-clients --unprivileged-socket --usage --user --version' ;;
  esac
}

_tidegate() {
  local cur word words known at
  cur=${COMP_WORDS[COMP_CWORD]}
  known=
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=${COMP_WORDS[at]}
    case $word in
      -*) ;;
      *)
        # What is watched is another command of ctl.
        words=$(_tidegate_words "${known:+${known% watch} }$word")
        [ -z "$words" ] || known="${known:+${known% watch} }$word"
        ;;
    esac
  done
  words=$(_tidegate_words "$known")
  [ "$known" != 'ctl watch' ] || words="$words $(_tidegate_words ctl)"
  while IFS= read -r word; do
    COMPREPLY+=("$word")
  done < <(compgen -W "$words" -- "$cur")
}

complete -o default -F _tidegate tidegate
