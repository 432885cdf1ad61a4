import { useState } from "react";
import { Button, Dialog, DialogTrigger, Heading, Popover } from "react-aria-components";
import type { SharedContent } from "../../sharing/content.ts";
import { sentenceOf } from "../../lib/failure.ts";
import { Icon } from "../components/icon.tsx";
import { download, fileStem } from "../files/download.ts";

type Made =
  | { readonly status: "making" }
  | { readonly status: "link"; readonly address: string; readonly isCopied: boolean }
  | { readonly status: "file" }
  | { readonly status: "failed"; readonly sentence: string };

async function makeLink(content: SharedContent, title: string): Promise<Made> {
  const { shareFragment, shareFile } = await import("../../sharing/link.ts");
  const fragment = await shareFragment(content);
  if (fragment === undefined) {
    download(`${fileStem(title, new Date())}.json`, shareFile(content), "application/json");
    return { status: "file" };
  }
  const address = `${location.origin}${location.pathname}#${fragment}`;
  const isCopied = await navigator.clipboard.writeText(address).then(
    () => true,
    () => false,
  );
  return { status: "link", address, isCopied };
}

function Outcome({ made }: { readonly made: Made }) {
  if (made.status === "making") return <p className="quiet">Making the link …</p>;
  if (made.status === "failed") return <p>{made.sentence}</p>;
  if (made.status === "file") {
    return (
      <p>This is too long for an address, so a file with the same content was saved. Drop it on the page to open it.</p>
    );
  }
  return (
    <>
      <p>{made.isCopied ? "Copied to the clipboard." : "Copy the address:"}</p>
      <input
        className="input"
        readOnly
        aria-label="Link"
        value={made.address}
        onFocus={(event) => event.target.select()}
      />
      <p className="note">
        {made.address.length.toLocaleString("en-US")} letters. Everything stands in the address; no server keeps it.
        Opening it starts nothing by itself.
      </p>
    </>
  );
}

/** Makes a link of what `content` gives when pressed, copies it and shows it. */
export function ShareButton({
  content,
  title,
}: {
  readonly content: () => Promise<SharedContent | undefined>;
  readonly title: string;
}) {
  const [made, setMade] = useState<Made>({ status: "making" });
  const share = async (): Promise<void> => {
    setMade({ status: "making" });
    try {
      const given = await content();
      if (given !== undefined) setMade(await makeLink(given, title));
    } catch (thrown) {
      setMade({ status: "failed", sentence: sentenceOf(thrown) });
    }
  };
  return (
    <DialogTrigger
      onOpenChange={(isOpen) => {
        if (isOpen) void share();
      }}
    >
      <Button className="button">
        <Icon name="external" />
        Share link
      </Button>
      <Popover className="popover share-popover" offset={4}>
        <Dialog className="dialog">
          <Heading slot="title">Share link</Heading>
          <Outcome made={made} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
