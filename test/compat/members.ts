import { dirname, join } from 'node:path'
import ts from 'typescript'
import { projectFolder } from '../docs/blocks.ts'
import { program } from './compile.ts'

/**
 * What users of a package can name and we have not: `Wait.forX()`, found by walking from its exports through all members that are not
 * private, to what they give, and so on.
 */
export const missingOf = (declarations: string, source: string): readonly string[] => {
  const files = { theirs: join(projectFolder, declarations), ours: join(projectFolder, source) }
  const checked = program(Object.values(files), 'testcontainers')
  const checker = checked.getTypeChecker()
  const exportsOf = (path: string): ReadonlyMap<string, ts.Symbol> => {
    const file = checked.getSourceFile(path)
    const symbol = file && checker.getSymbolAtLocation(file)
    const found = symbol ? checker.getExportsOfModule(symbol) : []
    return new Map(found.map((exported) => [exported.name, resolved(checker, exported)]))
  }
  const ours = exportsOf(files.ours)
  const walk = new Walk(checker, dirname(files.theirs))
  for (const [name, theirs] of exportsOf(files.theirs)) walk.export(name, theirs, ours.get(name))
  return walk.missing
}

class Walk {
  readonly missing: string[] = []
  readonly #checker: ts.TypeChecker
  readonly #folder: string
  readonly #visited = new Set<ts.Type>()

  constructor(checker: ts.TypeChecker, folder: string) {
    this.#checker = checker
    this.#folder = folder
  }

  export(name: string, theirs: ts.Symbol, ours: ts.Symbol | undefined): void {
    if (!ours) {
      this.missing.push(name)
      return
    }
    const checker = this.#checker
    if (theirs.flags & ts.SymbolFlags.Type)
      this.#type(checker.getDeclaredTypeOfSymbol(theirs), checker.getDeclaredTypeOfSymbol(ours), name)
    if (theirs.flags & ts.SymbolFlags.Value)
      this.#type(checker.getTypeOfSymbol(theirs), checker.getTypeOfSymbol(ours), name)
  }

  #type(theirs: ts.Type, ours: ts.Type, path: string): void {
    if (this.#visited.has(theirs) || !this.#isTheirOwn(theirs)) return
    this.#visited.add(theirs)
    // What is inherited is found where it is declared.
    const own = theirs.getProperties().filter((member) => parentOf(member) === theirs.getSymbol())
    for (const member of own.filter(isForUsers)) this.#member(member, ours, `${path}.${member.name}`)
  }

  #member(theirs: ts.Symbol, owner: ts.Type, path: string): void {
    const ours = this.#checker.getPropertyOfType(owner, theirs.name)
    if (!ours) this.missing.push(path)
    else this.#type(this.#given(theirs), this.#given(ours), path)
  }

  /** The type of a property, or of what a method gives in the end. */
  #given(member: ts.Symbol): ts.Type {
    const type = this.#checker.getNonNullableType(this.#checker.getTypeOfSymbol(member))
    const [signature] = type.getCallSignatures()
    if (!signature) return type
    const returned = this.#checker.getReturnTypeOfSignature(signature)
    return this.#checker.getNonNullableType(this.#checker.getAwaitedType(returned) ?? returned)
  }

  #isTheirOwn(type: ts.Type): boolean {
    const declarations = (type.aliasSymbol ?? type.getSymbol())?.getDeclarations() ?? []
    return declarations.some((declaration) => declaration.getSourceFile().fileName.startsWith(this.#folder))
  }
}

const isForUsers = ({ name, declarations = [] }: ts.Symbol): boolean =>
  name !== 'prototype' &&
  !name.startsWith('__@') &&
  declarations.every((found) => !(ts.getCombinedModifierFlags(found) & ts.ModifierFlags.Private))

// Not among the declarations of the compiler.
const parentOf = (symbol: ts.Symbol & { readonly parent?: ts.Symbol }): ts.Symbol | undefined => symbol.parent

const resolved = (checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
