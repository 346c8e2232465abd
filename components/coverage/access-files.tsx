/** The policies that a user deploys, served by Podlens itself. */
const files: readonly { readonly file: string; readonly what: string }[] = [
  { file: "reader.json", what: "What every reader role needs" },
  { file: "organization.json", what: "Accounts, units and control policies of the organization" },
  { file: "per-role-fallback.json", what: "Where the account's authorization details may not be read at once" },
];

export function AccessFiles() {
  return (
    <div className="mt-4 max-w-page">
      <h3 className="mb-1 font-medium">IAM policies to deploy</h3>
      <p className="mb-1 text-n8">Read-only, each for what it says; the first is enough to start with.</p>
      <ul>
        {files.map(({ file, what }) => (
          <li
            key={file}
            className="grid gap-x-4 border-line border-b py-1 last:border-b-0 sm:grid-cols-[14rem_minmax(0,1fr)]"
          >
            <a href={`/iam/${file}`} download className="link w-fit">
              <code>{file}</code>
            </a>
            <span className="text-n8">{what}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
