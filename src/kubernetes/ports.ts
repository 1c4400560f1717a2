import { stringAt, type Json } from '../json/json.ts';

/** Source: IsValidPortNum in k8s.io/apimachinery pkg/util/validation. */
export const isPortNumber = (value: Json | undefined): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;

/** kube-apiserver sets an absent or empty protocol of a container port to TCP (SetObjectDefaults_Pod). */
export const protocolOf = (port: Json): string => stringAt(port, 'protocol') || 'TCP';

/** The number and the protocol of a container port, as users write them: `8080/TCP`. */
export const portKey = (containerPort: number, port: Json): string => `${containerPort}/${protocolOf(port)}`;
