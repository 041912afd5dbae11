extension CompletionScript {
    static let bashScript = #"""
        # Completion for bash of @NAMES@. The program itself says what may stand at the cursor.
        _osc_vault() {
            local -a words=() starts=() lines=()
            local rest=${COMP_LINE:0:COMP_POINT} word lead kind line value breaks=${COMP_WORDBREAKS//[[:space:]]/}
            local -i i
            # Readline cuts --option=value and a:b into pieces; here they are what the shell will see.
            for ((i = 0; i <= COMP_CWORD; i++)); do
                lead=${rest%%[![:space:]]*}
                rest=${rest#"$lead"}
                if ((i == COMP_CWORD)); then word=$rest; else word=${COMP_WORDS[i]} rest=${rest#"${COMP_WORDS[i]}"}; fi
                if ((i == 0)) || [[ -n $lead ]]; then
                    words+=("$word") starts+=("$i")
                else
                    words[-1]+=$word
                fi
            done
            # What readline does not replace; an @ before the word it does.
            local cut=${words[-1]%"$word"}
            [[ -z $word || -n ${word//["$breaks"]/} ]] || cut=${words[-1]}
            cut=${cut%@}

            mapfile -t lines < <("${1/#\~\//$HOME/}" @COMPLETE@ "${words[@]:1}" 2>/dev/null)
            COMPREPLY=()
            kind=${lines[0]-}
            case $kind in
            files) compopt -o default ;;
            directories) compopt -o dirnames ;;
            program\ *)
                i=${starts[${kind#program } + 1]}
                if declare -F _comp_command_offset >/dev/null; then
                    _comp_command_offset "$i"
                elif declare -F _command_offset >/dev/null; then
                    _command_offset "$i"
                elif ((COMP_CWORD == i)); then
                    mapfile -t COMPREPLY < <(compgen -c -- "$word")
                elif [[ $(complete -p "${COMP_WORDS[i]}" 2>/dev/null) =~ \ -F\ ([^ ]+) ]]; then
                    COMP_WORDS=("${COMP_WORDS[@]:i}") COMP_CWORD=$((COMP_CWORD - i))
                    COMP_LINE="${COMP_WORDS[*]}" COMP_POINT=${#COMP_LINE}
                    "${BASH_REMATCH[1]}" "${COMP_WORDS[0]}" "$word" "${COMP_WORDS[COMP_CWORD - 1]}"
                else
                    compopt -o default
                fi
                ;;
            words)
                for line in "${lines[@]:1}"; do
                    value=${line%%$'\t'*}
                    value=${value#"$cut"}
                    [[ $value != *[!A-Za-z0-9_@%+=:,./-]* ]] || printf -v value %q "$value"
                    COMPREPLY+=("$value")
                done
                ;;
            esac
        }
        complete -F _osc_vault @NAMES@
        if [[ $(type -P vault) -ef $(type -P osc-vault) ]]; then complete -F _osc_vault vault; fi
        """#
}
