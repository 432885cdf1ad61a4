import { useState } from "react";
import { Button, Dialog, Heading } from "react-aria-components";
import { Icon } from "../components/icon.tsx";

interface Stop {
  readonly title: string;
  readonly text: string;
  /** Where it can be seen. */
  readonly address: string;
}

const STOPS: readonly Stop[] = [
  {
    title: "Ask a question",
    text: "A paper card holds a claim, the architecture that makes it and a baseline of the same size. Choose one, or stay with the first.",
    address: "#papers",
  },
  {
    title: "Train both",
    text: "One press trains candidate and baseline in turns on the same data with the same seeds, on this device alone. Curves appear within seconds; pause and resume whenever you like.",
    address: "#train",
  },
  {
    title: "Read the verdict",
    text: "The table says whether the candidate is better in bits per byte, with an interval. With too few seeds it says that the two are not distinguishable, and how many more would tell.",
    address: "#train",
  },
  {
    title: "Build your own",
    text: "Drag blocks from the palette to the canvas, or choose a line and press Enter. A place where a block does not fit says why. Everything can be undone.",
    address: "#build",
  },
  {
    title: "Make it fair",
    text: "The bar below the canvas counts parameters, work, memory and state against the baseline. Match changes one number until a cost is equal to one per cent, or says why it cannot be.",
    address: "#build",
  },
  {
    title: "Compare and share",
    text: "Finished runs stay in this browser. Lay them side by side, and send a link that carries the experiment and its evidence, so that others can run it again.",
    address: "#compare",
  },
];

/** What the page is for, in six stops, each with a way to where it happens. */
export function Tour({ onClose }: { readonly onClose: () => void }) {
  const [at, setAt] = useState(0);
  const { title, text, address } = STOPS[at];
  return (
    <Dialog className="dialog tour">
      <div className="panel-heading">
        <Heading slot="title">
          {title}{" "}
          <span className="note">
            {at + 1} of {STOPS.length}
          </span>
        </Heading>
        <Button className="button icon-button" aria-label="Close" onPress={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      <p>{text}</p>
      <p>
        <a href={address} onClick={onClose}>
          Go there
        </a>
      </p>
      <div className="toggles">
        <Button className="button" isDisabled={at === 0} onPress={() => setAt(at - 1)}>
          Back
        </Button>
        <Button className="button" onPress={() => (at === STOPS.length - 1 ? onClose() : setAt(at + 1))}>
          {at === STOPS.length - 1 ? "Close" : "Next"}
        </Button>
      </div>
    </Dialog>
  );
}
