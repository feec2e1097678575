// The same events for everybody: comments of 600 to 900 bytes as stored, on 2,000 changes of 20 repositories.
const REPOSITORIES = 20
const CHANGES = 100
const WORDS =
  'The token is refreshed before it expires, but the clock of the runner may be ahead of that of the issuer; a margin of a minute keeps both sides honest. '

/** What the n-th event says, and which stream it belongs to. */
export const draftOf = (n, stream = n * 7919) => {
  const repository = `acme/shop-${stream % REPOSITORIES}`
  const about = `pr/${repository}/${(Math.floor(stream / REPOSITORIES) % CHANGES) + 1}`
  return {
    type: 'comment.created.v1',
    subject: about,
    data: {
      repository,
      about,
      author: { name: 'Ada Lovelace', email: 'ada@example.org' },
      text: `${n}: ${WORDS.slice(0, 20 + ((n * 31) % 130))}`,
      created_at: '2026-03-01T10:00:00Z',
      url: `https://git.example.org/${repository}/pulls/${n}`,
    },
  }
}
