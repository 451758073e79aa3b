// VitePress with its own theme, and without its script: as light as it comes.
export default {
  title: "MAC Express",
  lang: "es-PE",
  mpa: true,
  srcDir: "sources",
  outDir: "built",
  ignoreDeadLinks: true,
  themeConfig: {
    nav: [
      { text: "Trámites", link: "/tramites/" },
      { text: "Centros", link: "/centros/" },
    ],
  },
};
