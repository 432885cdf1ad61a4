export function App() {
  return (
    <main>
      <h1>Bakeoff</h1>
      <p>Build neural architectures from blocks, train them here, and see which is better at equal cost.</p>
    </main>
  );
}
