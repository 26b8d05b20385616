import globals from "globals";

// A word of a vocabulary is text: whatever makes markup or code of text is forbidden.
const markup = ["innerHTML", "outerHTML", "insertAdjacentHTML", "write", "writeln", "setHTMLUnsafe", "srcdoc"];

export default [
  {
    files: ["src/**/*.js", "tests/**/*.js"],
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: { ...globals.browser, ...globals.node } },
    rules: {
      "no-restricted-properties": [
        "error",
        ...markup.map((property) => ({ property, message: "Words are text: use h()." })),
      ],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-undef": "error",
      "no-unused-vars": "error",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      "no-shadow": "error",
      "no-unreachable": "error",
      "no-duplicate-imports": "error",
      "no-fallthrough": "error",
      "no-self-compare": "error",
      "no-constant-condition": "error",
      "no-promise-executor-return": "error",
      "require-atomic-updates": "off",
      "max-lines": ["error", 300],
      "max-lines-per-function": ["error", 50],
    },
  },
];
