extension CompletionScript {
    static let zshScript = #"""
        #compdef @NAMES@
        # Completion for zsh. The program itself says what may stand at the cursor.
        _osc-vault() {
            local -a lines items
            local line count
            lines=("${(@f)$("${words[1]/#\~\//$HOME/}" @COMPLETE@ \
                "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
            case ${lines[1]} in
            (files)
                [[ $PREFIX != --*=* ]] || compset -P '*='
                _files
                ;;
            (directories)
                [[ $PREFIX != --*=* ]] || compset -P '*='
                _files -/
                ;;
            (program\ *)
                count=$((${lines[1]#program } + 1))
                shift $count words
                ((CURRENT -= count))
                _normal
                ;;
            (words)
                for line in "${(@)lines[2,-1]}"; do
                    if [[ $line == *$'\t'* ]]; then
                        items+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
                    elif [[ -n $line ]]; then
                        items+=("${line//:/\\:}")
                    fi
                done
                (($#items)) && _describe -V -t values value items
                ;;
            esac
        }
        if [[ ${funcstack[1]} == _osc-vault || ${funcstack[1]} == _vault ]]; then
            _osc-vault "$@"
        elif (($+functions[compdef])); then
            compdef _osc-vault @NAMES@
            [[ ! ${commands[vault]-} -ef ${commands[osc-vault]-} ]] || compdef _osc-vault vault
        fi
        """#
}
