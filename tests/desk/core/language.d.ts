/** All that the desk's core uses besides the language itself: what every engine has, in a browser or not. */

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
declare function atob(text: string): string;

// Types of IndexedDB are the library's; of its own names the core needs two.
type IDBTransactionMode = "readonly" | "readwrite" | "versionchange";
declare class IDBKeyRange {
  static bound(lower: string, upper: string): IDBKeyRange;
}
