# Series of figures: kept in files, one figure a line, and what is said of them.
# shellcheck shell=bash disable=SC2154

# add_sample SERIES FIGURE
add_sample() { echo "$2" >>"$samples/$1"; }

has_samples() { [[ -s $samples/$1 ]]; }

# percentile SERIES P: by nearest rank, so it is one of the figures that were measured; "-" for a series without any.
percentile() {
    has_samples "$1" || { echo -; return; }
    sort -g "$samples/$1" | awk -v p="$2" '{ sample[NR] = $1 } END { printf "%.1f\n", sample[int((p * NR + 99) / 100)] }'
}

# first_sample SERIES
first_sample() {
    has_samples "$1" || { echo -; return; }
    awk '{ printf "%.1f\n", $1; exit }' "$samples/$1"
}

# ratio A B: A / B with two digits; "-" if there is no B.
ratio() {
    awk -v a="$1" -v b="$2" 'BEGIN { if (a == "-" || b + 0 == 0) print "-"; else printf "%.2f\n", a / b }'
}

# milliseconds_since MICROSECONDS
milliseconds_since() {
    awk -v from="$1" -v to="${EPOCHREALTIME/[.,]/}" 'BEGIN { printf "%.1f\n", (to - from) / 1000 }'
}

# in_columns: tab-separated lines as a table.
in_columns() { column -t -s "$(printf '\t')" | sed 's/^/  /'; }
