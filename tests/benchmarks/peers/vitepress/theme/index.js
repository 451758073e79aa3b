// As it comes it loads a font of 68 KB; its documentation gives this way to use the system's.
export { default } from "vitepress/theme-without-fonts";
