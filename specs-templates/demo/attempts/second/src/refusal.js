// Why a command is refused; `exit` is the code the process ends with.
export class Refusal extends Error {
  constructor(message, exit = 2) {
    super(message);
    this.exit = exit;
  }
}
