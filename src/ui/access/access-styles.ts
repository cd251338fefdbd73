import { css } from 'lit';

/** One card in the middle of the page. */
export const accessCardStyles = css`
  .card {
    width: min(400px, 100%);
    padding: 32px;
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .product {
    margin-bottom: 4px;
    color: var(--quiet);
  }
  h1 {
    margin: 0 0 20px;
    font-size: var(--size-figure);
    font-weight: 600;
    line-height: 1.3;
  }
  .problem {
    margin-top: 16px;
    padding: 8px 12px;
    border-inline-start: 3px solid var(--alarm);
    background: var(--raised);
  }
  @media (max-width: 720px) {
    .card {
      padding: 24px 16px;
    }
  }
`;
