/** What the build and the pages know beside the modules. */

/** What every address of this language begins with: nothing in Spanish, `/quy` in Quechua. Put in by the build. */
declare const ROOT: string;

/** door.js: the desk's catalogue, for its module. */
declare var deskCatalogue: unknown;

interface Navigator {
  /** Not in every browser, see the Network Information API. */
  readonly connection?: { readonly saveData?: boolean };
}

interface Window {
  /** improve.js: the text of data/v1/today.json, for today.js. */
  today?: string;
  /** actions.js: what a button of the tools does. */
  take?: (action: string) => void;
  /** places.js: the names of places, see portal.territory.place_index. */
  placeNames?: string;
  /** places.js: show the places that are called as what was typed, or nearly so. */
  findPlaces?: (
    asked: string,
    show: (places: { name: string; where: string; address: string }[], called: boolean) => void,
  ) => void;
  /** qr.js: draw the code of this page where actions.js left a place for it. */
  drawQr?: () => void;
  /** opening_hours.js: whether a place is open, for the finder of the same page. */
  openingState?: (hours: string, at: number) => [state: string, words: string];
}
