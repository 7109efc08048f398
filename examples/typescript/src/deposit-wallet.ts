import { concatHex, encodeAbiParameters, getContractAddress, keccak256, type Address } from "viem";

const FACTORY = "0x00000000000Fb5C9ADea0298D729A0CB3823Cc07";
const BEACON = "0x7A18EDfe055488A3128f01F563e5B479D92ffc3a";

/**
 * The deposit wallet that Polymarket's accounts trade from by default, as its factory derives it from the owner's key. A real
 * customer reads the address off his profile page; a throwaway key has none, so it is computed here.
 */
export function depositWallet(owner: Address): Address {
  const args = encodeAbiParameters([{ type: "address" }, { type: "address" }], [FACTORY, owner]);
  const initCode = concatHex([
    "0x6100923d8160233d3973",
    BEACON,
    "0x60195155f3363d3d373d3d363d602036600436635c60da1b60e01b36527fa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6cb3582b35133d50545afa5036515af43d6000803e604d573d6000fd5b3d6000f3",
    args,
  ]);
  return getContractAddress({ opcode: "CREATE2", from: FACTORY, salt: keccak256(args), bytecodeHash: keccak256(initCode) });
}
