// Eleventy with govuk-frontend as its documentation says: its page template, its sheet and its script.
import nunjucks from "nunjucks";

const GOVUK = "node_modules/govuk-frontend/dist";
// Markdown gives bare elements; govuk-frontend styles classes.
const CLASSES = {
  h1: "govuk-heading-l",
  h2: "govuk-heading-m",
  h3: "govuk-heading-s",
  p: "govuk-body",
  ul: "govuk-list govuk-list--bullet",
  a: "govuk-link",
};

export default function (eleventy) {
  eleventy.setLibrary("njk", new nunjucks.Environment(new nunjucks.FileSystemLoader(["layouts", GOVUK])));
  eleventy.amendLibrary("md", (markdown) =>
    markdown.core.ruler.push("classes", (state) => {
      const tokens = state.tokens.flatMap((token) => [token, ...(token.children ?? [])]);
      for (const token of tokens)
        if (token.nesting === 1 && CLASSES[token.tag]) token.attrJoin("class", CLASSES[token.tag]);
    }),
  );
  eleventy.addPassthroughCopy({
    [`${GOVUK}/govuk/assets`]: "assets",
    [`${GOVUK}/govuk/govuk-frontend.min.js`]: "govuk-frontend.min.js",
  });
  return { dir: { input: "sources", includes: "../layouts", output: "built" }, markdownTemplateEngine: false };
}
