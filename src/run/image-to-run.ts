import { requireImageName, underPrefix } from '../spec/image-name.ts'
import { ownSettings } from './settings.ts'

/** The image that is started where one is named: what the settings make of it, and for one of Docker Hub behind the prefix of its mirror. */
export const imageToRun = (image: string): string => {
  const { substituteImage } = ownSettings()
  const chosen = substituteImage ? requireImageName(substituteImage(image)) : image
  return underPrefix(chosen, process.env.TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX)
}
