import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A scraper in one file without a library: it reads tags with regular expressions, as such scrapers do. */
public class Extract {
    private static final Pattern HEADLINE = Pattern.compile("<h2[^>]*\\bheadline\\b[^>]*>(.*?)</h2>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern PARAGRAPH =
        Pattern.compile("<p[^>]*class=[\"']?(byline|source|paragraph)--lite\\b[^>]*>(.*?)</p>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern ENTITY = Pattern.compile("&(?:#(\\d+)|#[xX]([0-9a-fA-F]+)|(amp|lt|gt|quot|apos|nbsp));");
    private static final Pattern CHARSET = Pattern.compile("charset=([\\w-]+)", Pattern.CASE_INSENSITIVE);
    private static final String END = "See Full Web Article";

    /** Returns the record as JSON, or null where there is neither a headline nor a text. */
    static String article(String html) {
        Matcher found = HEADLINE.matcher(html);
        String headline = found.find() ? text(found.group(1)) : "";
        String byline = "";
        String source = "";
        List<String> body = new ArrayList<>();
        for (Matcher each = PARAGRAPH.matcher(html); each.find();) {
            String value = text(each.group(2));
            switch (each.group(1).toLowerCase()) {
                case "byline" -> byline = value;
                case "source" -> source = value.replaceFirst("^Source:\\s*", "");
                default -> {
                    if (!value.isEmpty() && !value.equals(END)) body.add(quote(value));
                }
            }
        }
        if (headline.isEmpty() && body.isEmpty()) return null;
        return "{\"kind\":\"article\",\"headline\":" + orNull(headline) + ",\"byline\":" + orNull(byline)
            + ",\"source\":" + orNull(source) + ",\"body\":[" + String.join(",", body) + "]}";
    }

    static String text(String markup) {
        Matcher entity = ENTITY.matcher(markup.replaceAll("<[^>]*>", ""));
        String decoded = entity.replaceAll(each -> Matcher.quoteReplacement(
            each.group(1) != null ? Character.toString(Integer.parseInt(each.group(1)))
                : each.group(2) != null ? Character.toString(Integer.parseInt(each.group(2), 16))
                : switch (each.group(3)) { case "amp" -> "&"; case "lt" -> "<"; case "gt" -> ">"; case "quot" -> "\""; case "apos" -> "'"; default -> " "; }));
        return decoded.replaceAll("[\\s\\u00a0]+", " ").strip();
    }

    static String orNull(String value) {
        return value.isEmpty() ? "null" : quote(value);
    }

    static String quote(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < 32 || Character.isSurrogate(c)) out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        return out.append('"').toString();
    }

    /** Returns a member of a message as it stands between its quotes: ids and Base64 need no decoding. */
    static String member(String message, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"((?:[^\"\\\\]|\\\\.)*+)\"").matcher(message);
        return found.find() ? found.group(1) : "";
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String id = "\"id\":\"" + member(line, "id") + "\"";
            switch (member(line, "type")) {
                case "hello" -> out.println("{\"type\":\"hello\",\"protocol\":1,\"name\":\"java\",\"version\":\"1.0\",\"language\":\"java\","
                    + "\"fields\":[\"headline\",\"byline\",\"source\",\"body\"],\"kinds\":[\"article\"]}");
                case "extract" -> {
                    try {
                        Matcher label = CHARSET.matcher(member(line, "content_type"));
                        Charset charset = label.find() ? Charset.forName(label.group(1)) : StandardCharsets.UTF_8;
                        String record = article(new String(Base64.getDecoder().decode(member(line, "html_b64")), charset));
                        out.println(record == null ? "{\"type\":\"refused\"," + id + "}" : "{\"type\":\"result\"," + id + ",\"record\":" + record + "}");
                    } catch (Exception error) {
                        out.println("{\"type\":\"error\"," + id + ",\"message\":" + quote(error.toString()) + "}");
                    }
                }
                default -> {
                    return;
                }
            }
        }
    }
}
