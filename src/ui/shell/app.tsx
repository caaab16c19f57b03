/** The whole application: composes the features of `src/ui`. */
export function App() {
  return <main>Brownout</main>;
}
