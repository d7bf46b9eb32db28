package taskcluster.notify.email;

import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document.OutputSettings;
import org.jsoup.safety.Safelist;

/**
 * Markdown of strangers as HTML that is safe to show: with tables, strikethrough and bare links, and with line breaks as they
 * are. Of HTML in it, text and harmless elements are kept; scripts, styles and images are not.
 */
final class Markdown {
    private static final int MAX_NESTING = 100;
    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), StrikethroughExtension.create(), AutolinkExtension.create());
    private static final Parser PARSER = Parser.builder()
            .extensions(EXTENSIONS)
            .maxOpenBlockParsers(MAX_NESTING)
            .maxInlineNesting(MAX_NESTING)
            .build();
    private static final HtmlRenderer RENDERER =
            HtmlRenderer.builder().extensions(EXTENSIONS).softbreak("<br />\n").build();
    private static final Safelist HARMLESS = Safelist.basic()
            .addTags("h1", "h2", "h3", "h4", "h5", "h6", "hr", "del", "ins", "kbd", "div", "caption")
            .addTags("table", "thead", "tbody", "tfoot", "tr", "th", "td")
            .addAttributes("th", "align")
            .addAttributes("td", "align")
            .addAttributes("ol", "start");
    private static final OutputSettings AS_IT_IS = new OutputSettings().prettyPrint(false);

    private Markdown() {}

    static String toHtml(String markdown) {
        return Jsoup.clean(RENDERER.render(PARSER.parse(markdown)), "", HARMLESS, AS_IT_IS);
    }
}
