/** What `refresh-fonts` uses of subset-font, which brings no types of its own. */
declare module "subset-font" {
  function subsetFont(
    font: Buffer,
    characters: string,
    options: {
      readonly targetFormat?: "woff2";
      readonly variationAxes?: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
      /** OpenType features; all others go. */
      readonly keepFeatures?: readonly string[];
      readonly noHinting?: boolean;
    },
  ): Promise<Buffer>;
  export = subsetFont;
}
