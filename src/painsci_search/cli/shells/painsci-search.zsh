#compdef painsci-search
# Completion of painsci-search for zsh, 5 or newer.

_painsci-search() {
    local line value
    local -a lines values shown
    lines=("${(@f)$("${words[1]}" completion zsh -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    for line in "${(@)lines}"; do
        value=${line%%$'\t'*}
        case $line in
            $'\tfiles') _files; return ;;
            $'\tfolders') _files -/; return ;;
            ?*) values+=("$value"); shown+=("$value  ${line#*$'\t'}") ;;
        esac
    done
    (( ${#values} )) && compadd -l -d shown -a values
}

# As a file of $fpath it is the function's own body; evaluated, it only makes it known.
if [[ ${funcstack[1]-} == _painsci-search ]]; then
    _painsci-search "$@"
else
    compdef _painsci-search painsci-search
fi
