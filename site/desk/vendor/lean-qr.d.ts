// The build copies node_modules/lean-qr's smallest form here.
export * from "lean-qr/nano";
