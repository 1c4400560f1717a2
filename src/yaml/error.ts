/** The text is not YAML, or it is YAML that cannot be converted to JSON. The message is made of whole sentences and quotes nothing of the text. */
export class YamlError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}
