package taskcluster.notify.email;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "**bold** -> <strong>bold</strong>",
                "~~gone~~ -> <del>gone</del>",
                "https://example.com/x -> <a href=\"https://example.com/x\" rel=\"nofollow\">https://example.com/x</a>",
                "[t](https://example.com) -> <a href=\"https://example.com\" rel=\"nofollow\">t</a>",
                "^code <b>^ -> <code>code &lt;b&gt;</code>",
                "a <b>c</b> -> a <b>c</b>",
                "a < b & c -> a &lt; b &amp; c"
            })
    void becomesHtml(String markdown, String html) {
        assertThat(Markdown.toHtml(markdown.replace('^', '`'))).contains(html);
    }

    @Test
    void linesAndTablesStayWhatTheyAre() {
        assertThat(Markdown.toHtml("a\nb")).isEqualTo("<p>a<br>\nb</p>\n");
        assertThat(Markdown.toHtml("|a|b|\n|-|-:|\n|1|2|")).contains("<table>", "<td align=\"right\">2</td>");
        assertThat(Markdown.toHtml("```\n a\n  b\n```")).contains("<pre><code> a\n  b\n</code></pre>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=\"https://example.com/x.png\">",
                "![x](https://example.com/x.png)",
                "<a href=\"javascript:alert(1)\">x</a>",
                "[x](javascript:alert(1))",
                "[x](data:text/html,y)",
                "<p onclick=\"alert(1)\" style=\"x\">x</p>",
                "<style>p {}</style>",
                "<iframe src=\"https://example.com\"></iframe>",
                "<form action=\"https://example.com\"><input></form>",
                "<svg onload=alert(1)>"
            })
    void whatIsNotHarmlessIsTakenOut(String markdown) {
        assertThat(Markdown.toHtml(markdown))
                .doesNotContainIgnoringCase(
                        "<script",
                        "<img",
                        "javascript",
                        "data:",
                        "onclick",
                        "style",
                        "<iframe",
                        "<form",
                        "<input",
                        "<svg");
    }
}
