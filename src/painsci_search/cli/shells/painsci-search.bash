# Completion of painsci-search for bash, 4.4 or newer.

_painsci_search() {
    local line value
    COMPREPLY=()
    while IFS= read -r line; do
        value=${line%%$'\t'*}
        if [[ -z $value ]]; then
            case $line in
                $'\tfiles') compopt -o default 2>/dev/null ;;
                $'\tfolders') compopt -o dirnames 2>/dev/null ;;
            esac
            continue
        fi
        # Inside quotes that are open, the value is taken as it is.
        [[ ${COMP_WORDS[COMP_CWORD]} == [\"\']* ]] || printf -v value '%q' "$value"
        COMPREPLY+=("$value")
    done < <("$1" completion bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}

complete -F _painsci_search painsci-search
