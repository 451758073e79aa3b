// The build copies node_modules/idb here.
export * from "idb";
