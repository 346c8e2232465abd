"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/icons";
import { Input } from "@/components/ui/input";
import { apiGet, apiSend, errorBody } from "@/lib/client/api";
import type { SessionAnswer } from "@/lib/contracts/api";
import { safeNext } from "./safe-next";

/** The token is printed where Podlens was started. It is sent once and kept in no page. */
export function SignIn({ next }: { next: string }) {
  const [token, setToken] = useState("");
  const target = safeNext(next);
  const session = useQuery({
    queryKey: ["session"],
    queryFn: ({ signal }) => apiGet<SessionAnswer>("/api/session", {}, signal),
  });
  const signIn = useMutation({
    mutationFn: () => apiSend<SessionAnswer>("POST", "/api/session", { token: token.trim() }),
    onSuccess: () => window.location.assign(target),
  });
  const error = signIn.error ?? session.error;

  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <form
        className="flex w-full max-w-80 flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== "") signIn.mutate();
        }}
      >
        <h1 className="flex items-center gap-2 font-semibold text-lg">
          <Mark />
          Sign in to Podlens
        </h1>
        {session.data?.signedIn ? (
          <p>
            You are signed in.{" "}
            <a href={target} className="link">
              Go on
            </a>
          </p>
        ) : (
          <>
            <div className="flex flex-col gap-1">
              <label htmlFor="token" className="font-medium">
                Token
              </label>
              <Input
                id="token"
                type="password"
                name="token"
                autoComplete="current-password"
                autoFocus
                spellCheck={false}
                value={token}
                onChange={(event) => setToken(event.target.value)}
                aria-invalid={signIn.isError || undefined}
                aria-describedby="token-hint"
                className="h-8 font-mono"
              />
              <span id="token-hint" className="text-n8">
                Printed where Podlens was started, or set there as <code>PODLENS_TOKEN</code>.
              </span>
            </div>
            {error === null ? null : (
              <p role="alert" className="text-high">
                {errorBody(error).message} {errorBody(error).remedy}
              </p>
            )}
            <Button type="submit" variant="primary" disabled={signIn.isPending} className="h-8">
              Sign in
            </Button>
          </>
        )}
      </form>
    </main>
  );
}
