extension CompletionScript {
    static let fishScript = #"""
        # Completion for fish of @NAMES@. The program itself says what may stand at the cursor.
        function __osc_vault_complete
            set -l tokens (commandline -opc)
            set -l current (commandline -ct)
            set -l program $tokens[1]
            set -e tokens[1]
            set -l lines ($program @COMPLETE@ $tokens "$current" 2>/dev/null)
            # --option=value is one word here.
            set -l option ''
            set -l value "$current"
            if string match -q -- '--*=*' "$current"
                set option (string replace -r -- '=.*' '=' "$current")
                set value (string replace -r -- '^[^=]*=' '' "$current")
            end
            switch "$lines[1]"
                case files
                    __fish_complete_path "$value" | string replace -r -- '^' "$option"
                case directories
                    __fish_complete_directories "$value" '' | string replace -r -- '^' "$option"
                case 'program *'
                    set -l before (string replace 'program ' '' -- $lines[1])
                    set -l own $tokens
                    for i in (seq $before)
                        set -e own[1]
                    end
                    complete -C (string join -- ' ' (string escape -- $own) "$current")
                case words
                    test (count $lines) -lt 2; or printf '%s\n' $lines[2..-1]
            end
        end
        for name in @NAMES@
            complete -c $name -f -a '(__osc_vault_complete)'
        end
        if command -q vault; and command -q osc-vault
            and test (realpath (command -s vault)) = (realpath (command -s osc-vault))
            complete -c vault -f -a '(__osc_vault_complete)'
        end
        """#
}
