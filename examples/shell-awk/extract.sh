#!/bin/sh
# One page on stdin, one JSON object on stdout; exit 3 refuses. Any awk will do.
charset=$(printf %s "$LITEDRIFT_CONTENT_TYPE" | sed -n 's/.*charset=//p')
iconv -c -f "${charset:-utf-8}" -t utf-8 | LC_ALL=C awk '
function text(markup) {                       # markup to plain text
    gsub(/<[^>]*>/, "", markup)
    gsub(/&#x27;|&#39;/, "\047", markup); gsub(/&quot;/, "\"", markup); gsub(/&nbsp;/, " ", markup)
    gsub(/&lt;/, "<", markup); gsub(/&gt;/, ">", markup); gsub(/&amp;/, "\\&", markup)
    gsub(/[ \t\r\n]+/, " ", markup); sub(/^ /, "", markup); sub(/ $/, "", markup)
    return markup
}
function json(value) { gsub(/\\/, "\\\\", value); gsub(/"/, "\\\"", value); return "\"" value "\"" }
function inside(open_tag, close_tag,   from, rest) {        # what the first element holds
    from = index(page, open_tag)
    if (!from) return ""
    rest = substr(page, from + length(open_tag))
    return substr(rest, 1, index(rest, close_tag) - 1)
}
{ page = page $0 "\n" }
END {
    headline = text(inside("<h2 class=\"headline\">", "</h2>"))
    byline = text(inside("<p class=\"byline--lite\">", "</p>"))
    while (mark = index(page, "<p class=\"paragraph--lite\">")) {
        page = substr(page, mark + 27)
        paragraph = text(substr(page, 1, index(page, "</p>") - 1))
        if (paragraph != "" && paragraph != "See Full Web Article") body = body (body ? "," : "") json(paragraph)
    }
    if (headline == "" && body == "") exit 3
    printf "{\"kind\":\"article\",\"headline\":%s,\"byline\":%s,\"body\":[%s]}\n",
        headline == "" ? "null" : json(headline), byline == "" ? "null" : json(byline), body
}'
